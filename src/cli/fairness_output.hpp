// A fairness report, for a person and for a machine. Pure; any thread.
#pragma once

#include <string>

#include "fairness/report.hpp"

namespace fairdraw::cli {

/// `draw` names what was tried. Statistic by statistic in plain words, then a verdict. Ends in LF.
std::string fairness_for_person(const fairness::Report& report, const std::string& draw);

/// The same with every figure, as JSON that ends in LF.
std::string fairness_as_json(const fairness::Report& report, const std::string& draw);

}  // namespace fairdraw::cli
