//===- LLBFolds.cpp - Folds and canonicalisation of llb ops -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Algebra of merge and diff. Nothing here removes a vertex that contributes to
// an output and may fail, and a vertex whose metadata asks for something
// (ignore_cache, export_cache) is left alone.
//
//===----------------------------------------------------------------------===//

#include "dialects/LLB/IR/LLBOps.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace imgc::llb;

/// Whether the metadata says something that goes away with the vertex.
static bool isPinned(MetadataAttr metadata) {
  return metadata && (metadata.getIgnoreCache() || metadata.getExportCache());
}

/// merge(x) is x.
OpFoldResult MergeOp::fold(FoldAdaptor) {
  if (getInputs().size() == 1 && !isPinned(getMetadataAttr()))
    return getInputs().front();
  return {};
}

namespace {

/// An input of a merge that adds nothing is dropped: scratch, and diff(x, x)
/// where x itself is an input. merge() is scratch.
struct DropEmptyInputs : OpRewritePattern<MergeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(MergeOp op, PatternRewriter &rewriter) const override {
    if (isPinned(op.getMetadataAttr()))
      return failure();
    llvm::SmallPtrSet<Value, 8> inputs(op.getInputs().begin(), op.getInputs().end());
    SmallVector<Value> kept;
    for (Value input : op.getInputs()) {
      auto diff = input.getDefiningOp<DiffOp>();
      bool same = diff && diff.getLower() && diff.getLower() == diff.getUpper() &&
                  diff.getUnused().empty() && !isPinned(diff.getMetadataAttr()) &&
                  inputs.contains(diff.getLower());
      if (!isScratch(input) && !same)
        kept.push_back(input);
    }
    if (kept.size() == op.getInputs().size() && !kept.empty())
      return failure();
    if (kept.empty()) {
      rewriter.replaceOpWithNewOp<ScratchOp>(op, op.getType());
      return success();
    }
    rewriter.modifyOpInPlace(op, [&] {
      op.getInputsMutable().assign(kept);
      op.setRawAttr({});
    });
    return success();
  }
};

} // namespace

void MergeOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<DropEmptyInputs>(context);
}

/// diff(scratch, x) is x; diff(scratch, scratch) is scratch.
OpFoldResult DiffOp::fold(FoldAdaptor) {
  if (isPinned(getMetadataAttr()) || !getUnused().empty() || !isScratch(getLower()))
    return {};
  if (getUpper())
    return getUpper();
  if (getLower())
    return getLower();
  return {};
}
