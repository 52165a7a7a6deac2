/** The picture as PNG: the server's drawing of the same view, with title, legend and load. */

const SCALE = 2;

/** Draw the SVG at `address` twice as large and hand it to the person as `name`. */
export async function savePng(address: string, name: string): Promise<void> {
  const response = await fetch(address, { credentials: "same-origin" });
  if (!response.ok) {
    location.assign(address);
    return;
  }
  const source = URL.createObjectURL(new Blob([await response.text()], { type: "image/svg+xml" }));
  const blob = await drawn(source);
  URL.revokeObjectURL(source);
  if (blob === null) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function drawn(source: string): Promise<Blob | null> {
  const image = new Image();
  await new Promise((resolve, reject) => {
    image.onload = resolve;
    image.onerror = reject;
    image.src = source;
  });
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * image.naturalWidth;
  canvas.height = SCALE * image.naturalHeight;
  const context = canvas.getContext("2d");
  if (context === null) return null;
  context.scale(SCALE, SCALE);
  context.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
