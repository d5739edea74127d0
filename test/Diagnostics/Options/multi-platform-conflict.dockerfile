FROM scratch
# RUN: %diagnose %s --build-arg=BUILDKIT_MULTI_PLATFORM=0 --platform=linux/amd64,linux/arm64
#= -: conflicting config: returning multiple target platforms is not allowed
#| error: conflicting config: returning multiple target platforms is not allowed
