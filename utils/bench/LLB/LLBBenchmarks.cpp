//===- LLBBenchmarks.cpp - What reading and writing LLB costs -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Each benchmark is named after its step, the shape of the graph and its number
// of vertices. Contexts are fresh where attributes are made, because a context
// that has seen them already would find and not make them.
//
//===----------------------------------------------------------------------===//

#include "Graphs.h"

#include "dialects/LLB/IR/LLBOps.h"
#include "dialects/LLB/Transforms/Passes.h"
#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/Import.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"

#include <benchmark/benchmark.h>
#include <sys/resource.h>

using namespace mlir;
using namespace imgc;
using namespace imgc::bench;

namespace {

/// A context as imgc's driver makes it.
struct Context : MLIRContext {
  Context() : MLIRContext(MLIRContext::Threading::DISABLED) {
    disableMultithreading();
    loadDialect<llb::LLBDialect>();
  }
};

std::string exportBytes(ModuleOp module) {
  auto definitions = llb::exportDefinitions(module);
  if (!definitions)
    llvm::report_fatal_error(definitions.takeError());
  return std::move(definitions->front().bytes);
}

std::string printText(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream os(text);
  OpPrintingFlags flags;
  flags.enableDebugInfo();
  module.print(os, flags);
  return text;
}

void runImport(benchmark::State &state, Shape shape) {
  std::string bytes;
  {
    Context context;
    bytes = exportBytes(*makeGraph(&context, shape, state.range(0)));
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto context = std::make_unique<Context>();
    state.ResumeTiming();
    auto module = llb::importDefinition(bytes, context.get());
    if (!module)
      llvm::report_fatal_error(module.takeError());
    state.PauseTiming();
    module->release()->erase();
    context.reset();
    state.ResumeTiming();
  }
}

void runVerify(benchmark::State &state, Shape shape) {
  Context context;
  OwningOpRef<ModuleOp> module = makeGraph(&context, shape, state.range(0));
  for (auto _ : state)
    if (failed(verify(*module)))
      llvm::report_fatal_error("the graph does not verify");
}

void runPrint(benchmark::State &state, Shape shape) {
  Context context;
  OwningOpRef<ModuleOp> module = makeGraph(&context, shape, state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(printText(*module));
}

void runParse(benchmark::State &state, Shape shape) {
  std::string text;
  {
    Context context;
    text = printText(*makeGraph(&context, shape, state.range(0)));
  }
  for (auto _ : state) {
    state.PauseTiming();
    auto context = std::make_unique<Context>();
    state.ResumeTiming();
    auto module = parseSourceString<ModuleOp>(text, ParserConfig(context.get(), false));
    state.PauseTiming();
    module.release()->erase();
    context.reset();
    state.ResumeTiming();
  }
}

void runExport(benchmark::State &state, Shape shape) {
  Context context;
  OwningOpRef<ModuleOp> module = makeGraph(&context, shape, state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(exportBytes(*module));
}

void runHashCons(benchmark::State &state, Shape shape) {
  Context context;
  OwningOpRef<ModuleOp> module = makeGraph(&context, shape, state.range(0));
  PassManager manager(&context);
  manager.enableVerifier(false);
  manager.addPass(llb::createHashConsPass());
  for (auto _ : state)
    if (failed(manager.run(*module)))
      llvm::report_fatal_error("llb-hash-cons failed");
}

void add(StringRef step, void (*run)(benchmark::State &, Shape)) {
  for (auto [shape, name] :
       {std::pair(Shape::Chain, "chain"), {Shape::FanOut, "fan-out"}, {Shape::Diamond, "diamond"}})
    benchmark::RegisterBenchmark((step + "/" + name).str().c_str(), run, shape)
        ->Arg(10000)
        ->Arg(100000)
        ->Unit(benchmark::kMillisecond);
}

} // namespace

int main(int argc, char **argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 1;
  add("import", runImport);
  add("verify", runVerify);
  add("print", runPrint);
  add("parse", runParse);
  add("export", runExport);
  add("hash-cons", runHashCons);
  benchmark::RunSpecifiedBenchmarks();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  llvm::errs() << "peak memory: " << usage.ru_maxrss / 1024 << " MiB\n";
  return 0;
}
