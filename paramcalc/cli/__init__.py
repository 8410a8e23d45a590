"""The command line: parse, call, render, exit code. Only this package prints or exits."""
