"""The commands, a module each, loaded when one is called; each has a `command`."""
