// An address as every server understands it.
#pragma once

#include "base/result.h"
#include "smtp/path.h"

namespace commands {

// `path` with its domain in A-labels. Error kind parse for a domain that cannot be one.
base::Result<smtp::Path> wire_path(smtp::Path path);

}  // namespace commands
