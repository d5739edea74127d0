FROM scratch
# RUN: %diagnose %s --build-arg=BUILDKIT_DOCKERFILE_CHECK=skp=all
#= -: failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: invalid check option "skp"
#| error: --build-arg BUILDKIT_DOCKERFILE_CHECK: there is no check option 'skp' (did you mean skip?) [bad-check-directive]
#| note: expected skip=NAMES, experimental=NAMES or error=true, with ';' between them
