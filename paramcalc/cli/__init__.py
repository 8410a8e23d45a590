"""The command line: parse, call, render, exit code. Only here anything is printed or exited."""
