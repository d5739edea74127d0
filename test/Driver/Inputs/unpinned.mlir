llb.source_file "Dockerfile" data "# base\nFROM nothing:9\n"
%0 = llb.image "docker.io/library/nothing:9" loc("Dockerfile":2:0 to 2:0)
llb.output "x" %0
