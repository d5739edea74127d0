FROM alpine AS build
FROM alpine AS app
# RUN: %diagnose %s --target=buidl
#= -: target stage "buidl" could not be found (did you mean build?)
#| error: there is no stage 'buidl' (did you mean build?)
#| note: the stages are 'build' and 'app'
