"""Settings, the web application and the command line: the only file that knows every part."""
