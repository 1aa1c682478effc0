// What `ehlo probe` tells of a target, as text for people: first the worst that was found and what
// to do about it, then the matrix, then each finding.
#pragma once

#include <string>

#include "probe/result.h"
#include "report/probe_matrix.h"

namespace report {

// Lines are at most `columns` wide, but for those to publish or to type: they must be whole.
std::string probe_text(const probe::TargetResult& result, const ProbeStyle& style);

// --list-checks: a line for each check. --explain ID: all about one.
std::string check_list();
std::string check_page(const probe::Check& check);

}  // namespace report
