//===- DockerfileParserTest.cpp - Tests of Dockerfile/Parser --------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "imgc/Frontend/Dockerfile/Parser.h"

#include "imgc/Support/Error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace imgc;
using namespace imgc::dockerfile;
using testing::ElementsAre;

namespace {
struct Parsed {
  DiagnosticEngine diagnostics;
  std::unique_ptr<Dockerfile> tree;

  explicit Parsed(llvm::StringRef text) { tree = parseDockerfile(text, "Dockerfile", diagnostics); }
  std::string dump() const {
    std::string text;
    llvm::raw_string_ostream os(text);
    dumpAst(os, *tree);
    return text;
  }
  template <typename T>
  const T &at(size_t index) const {
    return llvm::cast<T>(*tree->instructions[index]);
  }
};
} // namespace

TEST(DockerfileParserTest, Dump) {
  Parsed parsed("# syntax=docker/dockerfile:1\n"
                "# escape=`\n"
                "ARG BASE=alpine # not a comment\n"
                "\n"
                "# app the program\n"
                "FROM --platform=$P $BASE AS App\n"
                "ENV a=1 b=\"x y\"\n"
                "ENV k some  value\n"
                "LABEL \"l m\"=v\n"
                "RUN --mount=type=cache,target=/c --network=none `\n"
                "  # comment\n"
                "\n"
                "  make `\n"
                "  all\n"
                "RUN [\"a\", \"\\u00e9\"]\n"
                "COPY --link --chown=1:2 --exclude=*.o a b /d/\n"
                "ADD --unpack=false --checksum=sha256:x http://x /y\n"
                "WORKDIR /w w\n"
                "USER u:g\n"
                "CMD echo hi\n"
                "ENTRYPOINT []\n"
                "SHELL [\"/bin/bash\", \"-c\"]\n"
                "EXPOSE 90/udp 80\n"
                "VOLUME [\"/v\"]\n"
                "STOPSIGNAL SIGTERM\n"
                "HEALTHCHECK --interval=1m --retries=3 CMD test\n"
                "MAINTAINER me\n"
                "ONBUILD COPY . .\n");
  EXPECT_FALSE(parsed.diagnostics.hasErrors());
  EXPECT_EQ(parsed.dump(),
            "dockerfile escape=\"`\"\n"
            "  directive syntax=\"docker/dockerfile:1\"\n"
            "  directive escape=\"`\"\n"
            "  ARG <3-3> \"BASE\"=\"alpine\" \"#\" \"not\" \"a\" \"comment\"\n"
            "  comments \"app the program\"\n"
            "  FROM <6-6> base=\"$BASE\" name=\"app\" platform=\"$P\"\n"
            "    ENV <7-7> \"a\"=\"1\" \"b\"=\"\\\"x y\\\"\"\n"
            "    ENV <8-8> \"k\" \"some  value\"\n"
            "    LABEL <9-9> \"\\\"l m\\\"\"=\"v\"\n"
            "    RUN <10-14> shell=[\"make   all\"] mounts=[\"type=cache,target=/c\"] "
            "network=\"none\"\n"
            "    RUN <15-15> exec=[\"a\", \"\xc3\xa9\"]\n"
            "    COPY <16-16> sources=[\"a\", \"b\"] dest=\"/d/\" chown=\"1:2\" link "
            "exclude=[\"*.o\"]\n"
            "    ADD <17-17> sources=[\"http://x\"] dest=\"/y\" checksum=\"sha256:x\" "
            "unpack=false\n"
            "    WORKDIR <18-18> path=\"/w w\"\n"
            "    USER <19-19> user=\"u:g\"\n"
            "    CMD <20-20> shell=[\"echo hi\"]\n"
            "    ENTRYPOINT <21-21> exec=[]\n"
            "    SHELL <22-22> shell=[\"/bin/bash\", \"-c\"]\n"
            "    EXPOSE <23-23> ports=[\"80\", \"90/udp\"]\n"
            "    VOLUME <24-24> volumes=[\"/v\"]\n"
            "    STOPSIGNAL <25-25> signal=\"SIGTERM\"\n"
            "    HEALTHCHECK <26-26> test=[\"CMD-SHELL\", \"test\"] interval=60000000000 "
            "retries=3\n"
            "    MAINTAINER <27-27> maintainer=\"me\"\n"
            "    ONBUILD <28-28> trigger=\"COPY . .\"\n");
  EXPECT_EQ(parsed.tree->globalArgs.size(), 1u);
  ASSERT_EQ(parsed.tree->stages.size(), 1u);
  EXPECT_EQ(parsed.tree->stages[0].from->docComment, "the program");
  EXPECT_EQ(parsed.tree->stages[0].from->writtenName, "App");
  EXPECT_EQ(parsed.tree->instructions[5]->emptyContinuationLine, 14u);
  EXPECT_EQ(parsed.tree->comments.size(), 2u);
}

TEST(DockerfileParserTest, Heredocs) {
  Parsed parsed("FROM a\n"
                "RUN cat <<A 3<<-'B C' >x\n"
                "# body $x\n"
                "A\n"
                "\tone\\\n"
                "\tB C\n"
                "COPY <<f <<-\"g\" other /d/\n"
                "F\r\n"
                "f\n"
                "\tG\n"
                "g\n"
                "ONBUILD RUN <<E\n"
                "x\n"
                "E\n"
                "RUN [\"<<E\"]\n"
                "RUN echo '<<E' <<<E\n");
  EXPECT_FALSE(parsed.diagnostics.hasErrors());
  const auto &run = parsed.at<RunInstruction>(1);
  EXPECT_EQ(run.lines, (LineRange{2, 6}));
  ASSERT_EQ(run.heredocs.size(), 2u);
  EXPECT_EQ(run.heredocs[0].content, "# body $x\n");
  EXPECT_TRUE(run.heredocs[0].expand);
  EXPECT_EQ(run.heredocs[1].name, "B C");
  EXPECT_EQ(run.heredocs[1].fileDescriptor, 3u);
  EXPECT_FALSE(run.heredocs[1].expand);
  EXPECT_EQ(run.heredocs[1].content, "\tone\\\n");
  EXPECT_EQ(run.heredocs[1].chompedContent(), "one\\\n");
  EXPECT_EQ(parsed.diagnostics.getSources().getText(run.heredocs[0].bodyRange), "# body $x\n");
  const auto &copy = parsed.at<CopyInstruction>(2);
  ASSERT_EQ(copy.paths.inlineFiles.size(), 2u);
  EXPECT_EQ(copy.paths.inlineFiles[0].data, "F\r\n");
  EXPECT_EQ(copy.paths.inlineFiles[1].path, "g");
  EXPECT_EQ(copy.paths.inlineFiles[1].data, "G\n");
  EXPECT_THAT(copy.paths.sources, ElementsAre("other"));
  EXPECT_EQ(parsed.at<OnbuildInstruction>(3).trigger, "RUN <<E\nx\nE");
  EXPECT_TRUE(parsed.at<RunInstruction>(4).heredocs.empty());
  EXPECT_TRUE(parsed.at<RunInstruction>(5).heredocs.empty());
}

TEST(DockerfileParserTest, RangesAcrossContinuations) {
  llvm::StringRef text = "\xEF\xBB\xBF  FROM a\nRUN \\\n # c\n  --net\\\nwork=none \\\n  x\n";
  Parsed parsed(text);
  EXPECT_FALSE(parsed.diagnostics.hasErrors());
  const SourceManager &sources = parsed.diagnostics.getSources();
  EXPECT_EQ(sources.getText(parsed.tree->instructions[0]->range), "FROM a");
  const auto &run = parsed.at<RunInstruction>(1);
  EXPECT_EQ(run.network, "none");
  EXPECT_EQ(sources.getText(run.flags[0].range), "--net\\\nwork=none");
  EXPECT_EQ(sources.getText(run.keywordRange), "RUN");
  EXPECT_EQ(run.range.end.offset, text.size() - 1);
  EXPECT_EQ(run.getCode(), "RUN   --network=none   x");
}

TEST(DockerfileParserTest, EscapesAtTheEndOfALine) {
  Parsed parsed("FROM a\nRUN a\\\\\nRUN b\\\\\\\nRUN c\\ \t\nd\n");
  EXPECT_EQ(parsed.at<RunInstruction>(1).command.args[0], "a\\\\");
  EXPECT_EQ(parsed.at<RunInstruction>(2).command.args[0], "b\\\\\\");
  EXPECT_EQ(parsed.at<RunInstruction>(3).command.args[0], "cd");
}

TEST(DockerfileParserTest, CommentsAboveInstructions) {
  Parsed parsed("# one\n\n  # two\n#\n# three\n\nFROM a\n");
  EXPECT_THAT(parsed.tree->instructions[0]->comments, ElementsAre("three"));
  Parsed indented("FROM a\n  # two\nARG b\n");
  EXPECT_THAT(indented.tree->instructions[1]->comments, ElementsAre("# two"));
}

namespace {
/// A refusal as BuildKit words it and where it says it is.
struct Refusal {
  const char *text;
  const char *message;
  uint32_t first;
  uint32_t last;
  DiagId id;
};
} // namespace

static void expectRefusal(const Refusal &refusal) {
  Parsed parsed(refusal.text);
  const Diagnostic *error = parsed.diagnostics.getFirstError();
  ASSERT_TRUE(error) << refusal.text;
  EXPECT_EQ(error->getPeerMessage(), refusal.message) << refusal.text;
  EXPECT_EQ(error->firstLine, refusal.first) << refusal.text;
  EXPECT_EQ(error->lastLine, refusal.last) << refusal.text;
  EXPECT_EQ(error->id, refusal.id) << refusal.text;
}

TEST(DockerfileParserTest, FileErrors) {
  const Refusal refusals[] = {
      {"", "the Dockerfile cannot be empty", 0, 0, DiagId::EmptyFile},
      {"# a\n\n", "file with no instructions", 2, 2, DiagId::NoInstructions},
      {"ARG x\n", "dockerfile contains no stages to build", 0, 0, DiagId::NoStages},
      {"# escape=x\nFROM a", "invalid escape token 'x' does not match ` or \\", 0, 0,
       DiagId::BadDirective},
      {"# escape=`\n# ESCAPE=`\nFROM a", "only one escape parser directive can be used", 1, 1,
       DiagId::BadDirective},
      {"# check=foo\nFROM a", "failed to parse check options: invalid check option \"foo\"", 0, 0,
       DiagId::BadCheckDirective},
      {"FROM a\nENV x\nFOO", "ENV must have two arguments", 2, 2, DiagId::BadKeyValue},
      {"FROM a\nENV \\\n a=b c",
       "Syntax error - can't find = in \"c\". Must be of the form: "
       "name=value",
       2, 3, DiagId::BadKeyValue},
      {"FROM a\nRUN [1]", "when using JSON array syntax, arrays must be comprised of strings only",
       2, 2, DiagId::BadJsonForm},
      {"FROM a\nRUN <<E\nx\n", "unterminated heredoc", 2, 3, DiagId::UnterminatedHeredoc},
      {"RUN x\nFROM a", "no build stage in current context", 1, 1, DiagId::NoCurrentStage},
      {"FROM a\nRUN ${x:-y <<\\'}\nx",
       "failed to process \"'}\": unexpected end of statement while looking for matching "
       "single-quote",
       2, 2, DiagId::BadHeredoc},
  };
  for (const Refusal &refusal : refusals)
    expectRefusal(refusal);
}

TEST(DockerfileParserTest, InstructionErrors) {
  const std::pair<const char *, const char *> rows[] = {
      {"FOO x", "unknown instruction: FOO (did you mean FROM?)"},
      {"FROM", "FROM requires either one or three arguments"},
      {"FROM a b c", "FROM requires either one or three arguments"},
      {"FROM a AS 1b",
       "invalid name for build stage: \"1b\", name can't start with a number or contain symbols"},
      {"FROM --platfrom=x a", "unknown flag: --platfrom (did you mean platform?)"},
      {"FROM --platform a", "missing a value on flag: --platform"},
      {"ARG", "ARG requires at least one argument"},
      {"ARG =x", "ARG names can not be blank"},
      {"ENV =x", "ENV names can not be blank"},
      {"LABEL", "LABEL requires at least one argument"},
      {"COPY a", "COPY requires at least two arguments, but only one was provided. Destination "
                 "could not be determined"},
      {"COPY a <<E", "COPY cannot accept a heredoc as a destination"},
      {"COPY --link=maybe a b", "expecting boolean value for flag --link, not: maybe"},
      {"COPY --link= a b", "missing a value on flag: --link"},
      {"ADD --chown=a --chown=b c d", "duplicate flag specified: --chown"},
      {"RUN --network=x y", "invalid network mode \"x\""},
      {"RUN --security=x y", "security \"x\" is not valid"},
      {"RUN --mount=from=$x y",
       "'from' doesn't support variable expansion, define alias stage instead"},
      {"RUN --device=a,b y", "invalid field 'b' must be a key=value pair"},
      {"WORKDIR", "WORKDIR requires exactly one argument"},
      {"USER", "USER requires exactly one argument"},
      {"MAINTAINER", "MAINTAINER requires exactly one argument"},
      {"STOPSIGNAL", "STOPSIGNAL requires exactly one argument"},
      {"SHELL []", "SHELL requires at least one argument"},
      {"SHELL sh", "SHELL requires the arguments to be in JSON form"},
      {"EXPOSE", "EXPOSE requires at least one argument"},
      {"VOLUME [\" \"]", "VOLUME specified can not be an empty string"},
      {"HEALTHCHECK NONE x", "HEALTHCHECK NONE takes no arguments"},
      {"HEALTHCHECK CMD", "Missing command after HEALTHCHECK CMD"},
      {"HEALTHCHECK x", "Unknown type \"X\" in HEALTHCHECK (try CMD)"},
      {"HEALTHCHECK --timeout=1us CMD x", "Interval \"timeout\" cannot be less than 1ms"},
      {"HEALTHCHECK --timeout=1 CMD x", "time: missing unit in duration \"1\""},
      {"HEALTHCHECK --retries=-2 CMD x", "--retries cannot be negative (-2)"},
      {"HEALTHCHECK --retries=z CMD x", "strconv.ParseInt: parsing \"z\": invalid syntax"},
      {"ONBUILD onbuild RUN x", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"},
      {"ONBUILD From x", "FROM isn't allowed as an ONBUILD trigger"},
  };
  for (auto [line, message] : rows) {
    std::string text =
        "FROM a\n" + std::string(line) + (llvm::StringRef(line).contains("<<") ? "\nE\n" : "\n");
    Parsed parsed(text);
    const Diagnostic *error = parsed.diagnostics.getFirstError();
    ASSERT_TRUE(error) << line;
    EXPECT_EQ(error->getPeerMessage(), "dockerfile parse error on line 2: " + std::string(message));
    EXPECT_TRUE(llvm::isa<InvalidInstruction>(*parsed.tree->instructions[1]));
    EXPECT_EQ(error->range.begin.line, 2u);
  }
}

TEST(DockerfileParserTest, RecoveryFindsSeveralErrors) {
  Parsed parsed("FROM a\nFOO\nENV x\nRUN ok\nFROM b AS 1\nCOPY x\nFROM c\nRUN ok\n");
  std::vector<std::string> names;
  for (const Diagnostic &diagnostic : parsed.diagnostics.getDiagnostics())
    names.push_back(getDiagName(diagnostic.id).str());
  // The first pass over the whole file comes first, as for BuildKit.
  EXPECT_THAT(names, ElementsAre("bad-key-value", "unknown-instruction", "bad-stage-name",
                                 "bad-arguments"));
  ASSERT_EQ(parsed.tree->stages.size(), 2u);
  EXPECT_EQ(parsed.tree->stages[0].instructions.size(), 1u);
  EXPECT_EQ(parsed.tree->stages[1].instructions.size(), 1u);
}

TEST(DockerfileParserTest, FixItReplacesTheName) {
  Parsed parsed("FROM a\nCOPY --form=b c d\n");
  const Diagnostic *error = parsed.diagnostics.getFirstError();
  ASSERT_EQ(error->fixIts.size(), 1u);
  EXPECT_EQ(parsed.diagnostics.getSources().getText(error->fixIts[0].range), "form");
  EXPECT_EQ(error->fixIts[0].replacement, "from");
}

TEST(DockerfileParserTest, LineLimit) {
  std::string fits = "FROM a\nRUN " + std::string(maxLineSize - 4, 'x');
  EXPECT_FALSE(Parsed(fits).diagnostics.hasErrors());
  EXPECT_FALSE(Parsed(fits + "\n").diagnostics.hasErrors());
  Parsed parsed(fits + "x\n");
  const Diagnostic *error = parsed.diagnostics.getFirstError();
  ASSERT_TRUE(error);
  EXPECT_EQ(error->id, DiagId::LineTooLong);
  EXPECT_EQ(error->message, "dockerfile line greater than max allowed size of 65535");
  EXPECT_EQ(error->firstLine, 1u);
}

TEST(DockerfileParserTest, HostileInput) {
  std::string onbuild = "FROM a\n", json = "FROM a\nRUN ";
  for (unsigned i = 0; i != 500000; ++i)
    onbuild += "ONBUILD\\\n ";
  EXPECT_EQ(Parsed(onbuild + "RUN x").diagnostics.getFirstError()->id, DiagId::BadTrigger);
  EXPECT_FALSE(Parsed(json + std::string(60000, '[')).diagnostics.hasErrors());
  DiagnosticEngine diagnostics;
  parseDockerfile(std::string(maxFileSize + 1, '\n'), "f", diagnostics);
  EXPECT_EQ(diagnostics.getFirstError()->id, DiagId::FileTooLarge);
}

TEST(OnbuildTriggerTest, Triggers) {
  DiagnosticEngine diagnostics;
  auto trigger = parseOnbuildTrigger("COPY --from=x <<E /d\nbody\nE", diagnostics);
  ASSERT_TRUE(trigger);
  EXPECT_EQ(llvm::cast<CopyInstruction>(*trigger).paths.inlineFiles[0].data, "body\n");
  const std::pair<const char *, const char *> rows[] = {
      {"", "file with no instructions"},
      {"RUN a\nRUN b", "onbuild trigger should be a single expression"},
      {"FROM x", "*instructions.Stage is not a command type"},
      {"FOO", "unknown instruction: FOO (did you mean FROM?)"},
  };
  for (auto [text, message] : rows) {
    DiagnosticEngine engine;
    EXPECT_FALSE(parseOnbuildTrigger(text, engine));
    EXPECT_EQ(engine.getFirstError()->getPeerMessage(), message);
  }
}

TEST(DirectivesTest, Syntax) {
  auto reference = [](llvm::StringRef text) {
    auto syntax = detectSyntax(text);
    return syntax ? syntax->reference + "@" + std::to_string(syntax->line) : "none";
  };
  EXPECT_EQ(reference("#syntax = a b\nFROM x"), "a@1");
  EXPECT_EQ(reference("#!/bin/sh\n# syntax=a\r\n"), "a@2");
  EXPECT_EQ(reference("# escape=`\n# SYNTAX=a"), "a@2");
  EXPECT_EQ(reference("// syntax=a"), "a@1");
  EXPECT_EQ(reference("{\"syntax\": \"a\", \"x\": [1]}"), "a@0");
  EXPECT_EQ(reference("# comment\n# syntax=a"), "none");
  EXPECT_EQ(reference(" # syntax=a"), "none");
  EXPECT_EQ(reference("\n# syntax=a"), "none");
  EXPECT_EQ(reference(std::string(100000, '{')), "none");
  EXPECT_EQ(readDirective("check", "# check=skip=A;error=true x"), "skip=A;error=true");
}

TEST(DirectivesTest, CheckOptions) {
  auto options = llvm::cantFail(parseCheckOptions("skip=A, B;error=true;experimental=all"));
  EXPECT_THAT(options.skip, ElementsAre("A", "B"));
  EXPECT_TRUE(options.error);
  EXPECT_TRUE(options.experimentalAll);
  EXPECT_EQ(takeError(parseCheckOptions("foo=1").takeError()).message,
            "invalid check option \"foo\"");
  EXPECT_EQ(takeError(parseCheckOptions("error=x").takeError()).message,
            "failed to parse check option \"error=x\": strconv.ParseBool: parsing \"x\": invalid "
            "syntax");
}
