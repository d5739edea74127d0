FROM scratch
# RUN: %diagnose %s --build-arg=BUILDKIT_MULTI_PLATFORM=maybe
#= -: invalid boolean value for multi-platform: maybe
#| error: invalid boolean value for multi-platform: maybe
