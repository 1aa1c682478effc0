// The targets of `ehlo probe`: those that the command line names, and those of its lists.
#pragma once

#include <string>

#include "base/result.h"
#include "commands/probe/plan.h"

namespace commands {

// Fills plan.bulk, plan.named and plan.lists. Error kind parse for a word that cannot be a target;
// kind usage for options that have no sense with many targets, or without any.
base::Result<void> plan_targets(const ProbeOptions& options, const Env& env, ProbePlan& plan);

// A target of a list, or of the command line. Error kind parse; a program (exec:) is a target only
// where the command line names it: a list may come from anywhere, and must not run commands.
base::Result<probe::Target> target_of(const std::string& text, const ProbeOptions& options,
                                      const ProbePlan& plan);

}  // namespace commands
