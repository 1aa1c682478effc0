// What a refusal means and what to do about it, in two sentences, for people.
#pragma once

#include <string>

#include "smtp/reply.h"

namespace report {

// Empty when nothing is known.
std::string meaning(const smtp::Reply& reply);

}  // namespace report
