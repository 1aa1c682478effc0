// Who runs a mail host, by its name.
#pragma once

#include <string_view>

namespace policy {

// "Google Workspace" for aspmx.l.google.com; empty for a host of nobody known, and for a machine
// that its provider lets to others. `host` in lower case.
std::string_view mail_provider(std::string_view host);

// The SPF record by which a provider, as mail_provider() names it, names what sends for its
// customers, as it tells them to include it: "_spf.google.com". Empty where that is not known.
std::string_view provider_spf(std::string_view provider);

}  // namespace policy
