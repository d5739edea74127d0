# RUN: imgc build --call=targets --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=TEXT --strict-whitespace --match-full-lines --input-file=%t.out
# RUN: imgc build --call=targets,format=json --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=JSON --strict-whitespace --match-full-lines --input-file=%t.out
# RUN: not imgc build --call=targets,format=xml --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=BAD --strict-whitespace --match-full-lines --input-file=%t.out
# RUN: not imgc build --call=nothing --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=BAD2 --strict-whitespace --match-full-lines --input-file=%t.out
#
# build compiles
FROM alpine AS build
# app is what runs
FROM scratch AS app
COPY --from=build /x /



#
# TEXT:TARGET        DESCRIPTION
# TEXT-NEXT:build         compiles
# TEXT-NEXT:app (default) is what runs
# JSON:      "name": "build",
# JSON-NEXT:      "description": "compiles",
# JSON:      "name": "app",
# JSON-NEXT:      "default": true,
# JSON-NEXT:      "description": "is what runs",
# BAD:imgc: error: --call takes format=json or format=text, not 'format=xml'
# BAD2:imgc: error: --call does not know 'nothing'
# BAD2-NEXT:  hint: methods: build, check, outline, targets, subrequests.describe; then ,format=json ,ignorestatus
