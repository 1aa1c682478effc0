// Who runs a mail host, by its name.
#pragma once

#include <string_view>

namespace policy {

// "Google Workspace" for aspmx.l.google.com; empty for a host of nobody known.
std::string_view mail_provider(std::string_view host);

}  // namespace policy
