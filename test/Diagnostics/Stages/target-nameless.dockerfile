FROM alpine
# RUN: %diagnose %s --target=app
#= -: target stage "app" could not be found
#| error: there is no stage 'app'
#| note: no stage has a name
