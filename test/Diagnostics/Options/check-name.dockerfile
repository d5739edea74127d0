FROM scratch
# RUN: %diagnose %s --build-arg=BUILDKIT_DOCKERFILE_CHECK=skip=StageNameCase
#| warning: there is no check 'StageNameCase' [unknown-check]
