"""The commands of `gongkai`, one module each; crawler/cli.py lists them."""
