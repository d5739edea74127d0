ARG VERSION
FROM $VERSION
# RUN: %diagnose %s
#= 2: base name ($VERSION) should not be blank
#| Dockerfile:2:6: error: the image name '$VERSION' is empty
#| FROM $VERSION
#|      ^~~~~~~~
#| Dockerfile:1:1: note: 'VERSION' is declared here without a value; --build-arg VERSION=VALUE gives it one
#| ARG VERSION
#| ^~~~~~~~~~~
