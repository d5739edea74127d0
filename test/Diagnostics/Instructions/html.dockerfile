<!DOCTYPE html>
<html>
<head>
<title>Page</title>
</head>
<body>
<p class="x">some text</p>
some text
</body>
</html>
# RUN: %diagnose %s
#= 1: dockerfile parse error on line 1: unknown instruction: <!DOCTYPE
#| Dockerfile:1:1: error: there is no instruction '<!DOCTYPE' [unknown-instruction]
#| <!DOCTYPE html>
#| ^~~~~~~~~
#| note: this looks like HTML or XML, not like a Dockerfile
