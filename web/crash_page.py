"""The page for a defect of the program: no template, no catalogue, no store."""

DETAIL = (
    "程序内部出错，数据没有变化。请重试；仍然出错时，请把服务器日志末尾的出错信息交给维护人员。 "
    "The program failed; your data are unchanged. Try again; if it fails again, hand the last "
    "error in the server log to whoever maintains this site."
)

PAGE = f"""<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>出错了 · 协图</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>body{{margin:3rem auto;max-width:40rem;padding:0 1rem;font:16px/1.7 sans-serif;
color:#1b2026;background:#f5f4f0}}a{{color:#0d5c80}}</style></head>
<body><main><h1>出错了 <span lang="en">Something broke</span></h1>
<p>{DETAIL}</p><p><a href="/">回到总览 <span lang="en">Back to the overview</span></a></p>
</main></body></html>
"""
