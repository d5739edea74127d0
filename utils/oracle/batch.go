package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/solver/pb"
	"google.golang.org/protobuf/proto"
)

// load reads a definition and says whether BuildKit would load it.
func load(dt []byte) (*pb.Definition, error) {
	def := &pb.Definition{}
	if err := proto.Unmarshal(dt, def); err != nil {
		return def, err
	}
	return def, check(def)
}

// judge says of each file that the file list names, one a line, whether BuildKit would load it: "ok", or "refused" and why.
func judge(list string) error {
	names, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, name := range strings.Split(strings.TrimSuffix(string(names), "\n"), "\n") {
		dt, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := load(dt); err != nil {
			fmt.Fprintln(out, "refused", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Fprintln(out, "ok")
		}
	}
	return nil
}

// randomBytes is the definition of a seed in protobuf.
func randomBytes(seed uint64, size int) ([]byte, error) {
	def, err := random(seed, size)
	if err != nil {
		return nil, err
	}
	return proto.MarshalOptions{Deterministic: true}.Marshal(def)
}

// writeRandom writes the definitions of count seeds to SEED.pb in dir.
func writeRandom(seed, count uint64, size int, dir string) error {
	for s := seed; s < seed+count; s++ {
		dt, err := randomBytes(s, size)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.pb", s)), dt, 0o644); err != nil {
			return err
		}
	}
	return nil
}
