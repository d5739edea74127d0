//===- InitAllTranslations.h - Register every translation -*- C++ -*-===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef IMGC_INITALLTRANSLATIONS_H
#define IMGC_INITALLTRANSLATIONS_H

#include "imgc/Frontend/Dockerfile/Import.h"
#include "imgc/Target/LLBProto/Export.h"
#include "imgc/Target/LLBProto/Import.h"
#include "imgc/Target/LLBProto/JSON.h"
#include "imgc/Target/LLBProto/Judge.h"
#include "imgc/Target/PlanFile/Register.h"

namespace imgc {

inline void registerAllTranslations() {
  dockerfile::registerDockerfileToMLIRTranslation();
  llb::registerFromProtoTranslation();
  llb::registerToJSONTranslation();
  llb::registerJudgeTranslation();
  llb::registerToProtoTranslation();
  registerPlanFileTranslations();
}

} // namespace imgc

#endif // IMGC_INITALLTRANSLATIONS_H
