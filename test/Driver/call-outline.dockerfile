# RUN: imgc build --call=outline --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=TEXT --strict-whitespace --match-full-lines --input-file=%t.out
# RUN: imgc build --call=outline,format=json --resolve-from=%S/../Diagnostics/Checks/Inputs/images.json -f %s %S/../Diagnostics/Checks/Inputs/context >%t.out 2>&1
# RUN: FileCheck %s --check-prefix=JSON --strict-whitespace --match-full-lines --input-file=%t.out
#
# VERSION which one
ARG VERSION=latest
# app the program
FROM alpine:${VERSION} AS app
ARG LEVEL
RUN --mount=type=secret,id=token,required --mount=type=ssh true



#
# TEXT:TARGET:      app
# TEXT-NEXT:DESCRIPTION: the program
# TEXT-EMPTY:
# TEXT-NEXT:BUILD ARG   VALUE    DESCRIPTION
# TEXT-NEXT:VERSION     latest   which one
# TEXT-NEXT:LEVEL                
# TEXT-EMPTY:
# TEXT-NEXT:SECRET   REQUIRED
# TEXT-NEXT:token    true
# TEXT-EMPTY:
# TEXT-NEXT:SSH       REQUIRED
# TEXT-NEXT:default   
# TEXT-EMPTY:
# JSON:  "name": "app",
# JSON-NEXT:  "description": "the program",
# JSON:      "name": "VERSION",
# JSON-NEXT:      "description": "which one",
# JSON-NEXT:      "value": "latest",
# JSON:      "name": "LEVEL",
# JSON:      "name": "token",
# JSON-NEXT:      "required": true,
# JSON:      "name": "default",
