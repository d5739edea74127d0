//===- RunCommand.cpp - imgc run ------------------------------------------===//
//
// Part of the imgc project, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Commands.h"

#include "imgc/Runtime/Images/RunImage.h"

namespace imgc::driver {

llvm::Expected<int> runRun(const Arguments &args) {
  std::vector<std::string> inputs = args.inputs();
  if (inputs.empty())
    return usageError("'imgc run' needs the name or id of an image", "`imgc images` lists them");
  RunImageOptions options;
  options.entrypoint = args.value(OPT_entrypoint);
  options.env = args.values(OPT_env);
  options.user = args.value(OPT_user, "");
  options.workdir = args.value(OPT_workdir, "");
  std::string network = args.value(OPT_network, "host");
  if (network == "none")
    options.network = NetworkMode::None;
  else if (network != "host" && network != "default")
    return usageError("--network takes host or none, not '" + network + "'");
  llvm::Expected<std::unique_ptr<Store>> store = openStore(args);
  if (!store)
    return store.takeError();
  llvm::Expected<int> code =
      runImage(**store, inputs.front(), llvm::ArrayRef(inputs).drop_front(), options);
  (*store)->collectGarbage(); // what the command wrote
  return code;
}

} // namespace imgc::driver
