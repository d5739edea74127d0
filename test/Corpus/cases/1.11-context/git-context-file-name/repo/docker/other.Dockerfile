FROM scratch
WORKDIR /w
COPY a b/ /c/
ADD d.tar /e
RUN make
