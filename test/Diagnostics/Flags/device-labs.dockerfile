FROM alpine
RUN --device=vendor.com/x=y true
# RUN: %diagnose %s
#= 2: device feature is only supported in Dockerfile frontend 1.14.0-labs or later
#| Dockerfile:2:5: error: '--device' belongs to the labs flavour of Dockerfiles, which imgc does not have
#| RUN --device=vendor.com/x=y true
#|     ^~~~~~~~~~~~~~~~~~~~~~~
