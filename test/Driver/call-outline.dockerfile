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
# JSON:{
# JSON-NEXT:  "args": [
# JSON-NEXT:    {
# JSON-NEXT:      "description": "which one",
# JSON-NEXT:      "location": {
# JSON-NEXT:        "ranges": [
# JSON-NEXT:          {
# JSON-NEXT:            "end": {
# JSON-NEXT:              "line": 7
# JSON-NEXT:            },
# JSON-NEXT:            "start": {
# JSON-NEXT:              "line": 7
# JSON-NEXT:            }
# JSON-NEXT:          }
# JSON-NEXT:        ]
# JSON-NEXT:      },
# JSON-NEXT:      "name": "VERSION",
# JSON-NEXT:      "value": "latest"
# JSON-NEXT:    },
# JSON-NEXT:    {
# JSON-NEXT:      "location": {
# JSON-NEXT:        "ranges": [
# JSON-NEXT:          {
# JSON-NEXT:            "end": {
# JSON-NEXT:              "line": 10
# JSON-NEXT:            },
# JSON-NEXT:            "start": {
# JSON-NEXT:              "line": 10
# JSON-NEXT:            }
# JSON-NEXT:          }
# JSON-NEXT:        ]
# JSON-NEXT:      },
# JSON-NEXT:      "name": "LEVEL"
# JSON-NEXT:    }
# JSON-NEXT:  ],
# JSON-NEXT:  "description": "the program",
# JSON-NEXT:  "name": "app",
# JSON-NEXT:  "secrets": [
# JSON-NEXT:    {
# JSON-NEXT:      "location": {
# JSON-NEXT:        "ranges": [
# JSON-NEXT:          {
# JSON-NEXT:            "end": {
# JSON-NEXT:              "line": 11
# JSON-NEXT:            },
# JSON-NEXT:            "start": {
# JSON-NEXT:              "line": 11
# JSON-NEXT:            }
# JSON-NEXT:          }
# JSON-NEXT:        ]
# JSON-NEXT:      },
# JSON-NEXT:      "name": "token",
# JSON-NEXT:      "required": true
# JSON-NEXT:    }
# JSON-NEXT:  ],
# JSON-NEXT:  "sources": [
# JSON-NEXT:{{.*}}
# JSON-NEXT:  ],
# JSON-NEXT:  "ssh": [
# JSON-NEXT:    {
# JSON-NEXT:      "location": {
# JSON-NEXT:        "ranges": [
# JSON-NEXT:          {
# JSON-NEXT:            "end": {
# JSON-NEXT:              "line": 11
# JSON-NEXT:            },
# JSON-NEXT:            "start": {
# JSON-NEXT:              "line": 11
# JSON-NEXT:            }
# JSON-NEXT:          }
# JSON-NEXT:        ]
# JSON-NEXT:      },
# JSON-NEXT:      "name": "default"
# JSON-NEXT:    }
# JSON-NEXT:  ]
# JSON-NEXT:}
