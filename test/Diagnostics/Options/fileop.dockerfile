FROM scratch
# RUN: %diagnose %s --build-arg=BUILDKIT_DISABLE_FILEOP=1
#= -: support for "BUILDKIT_DISABLE_FILEOP" build-arg was removed in BuildKit 0.11
#| error: support for "BUILDKIT_DISABLE_FILEOP" build-arg was removed in BuildKit 0.11
