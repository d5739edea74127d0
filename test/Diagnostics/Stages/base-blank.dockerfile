ARG VERSION
FROM $VERSION
# RUN: %diagnose %s
#= 2: base name ($VERSION) should not be blank
#| Dockerfile:2:6: warning: InvalidDefaultArgInFrom: Default value for ARG $VERSION results in empty or invalid base image name
#| FROM $VERSION
#|      ^~~~~~~~
#| note: give the ARG a default that is the name of an image (https://docs.docker.com/go/dockerfile/rule/invalid-default-arg-in-from/)
#| Dockerfile:2:6: error: the image name '$VERSION' is empty
#| FROM $VERSION
#|      ^~~~~~~~
#| Dockerfile:1:1: note: 'VERSION' is declared here without a value; --build-arg VERSION=VALUE gives it one
#| ARG VERSION
#| ^~~~~~~~~~~
