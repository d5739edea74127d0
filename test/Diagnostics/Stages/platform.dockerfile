FROM --platform=linux/x/y/z alpine
# RUN: %diagnose %s
#= 1: failed to parse platform linux/x/y/z: "linux/x/y/z": cannot parse platform specifier: invalid argument
#| Dockerfile:1:6: error: 'linux/x/y/z' is no platform
#| FROM --platform=linux/x/y/z alpine
#|      ^~~~~~~~~~~~~~~~~~~~~~
#| note: expected OS/ARCHITECTURE[/VARIANT], such as linux/amd64 or linux/arm64
