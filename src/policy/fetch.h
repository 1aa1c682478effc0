// How a file that a domain publishes over HTTPS is had; commands/https_fetch does it.
#pragma once

#include <functional>
#include <string>

#include "base/deadline.h"
#include "base/result.h"
#include "net/http_get.h"

namespace policy {

// GET https://HOST/PATH with a certificate that is trusted and names HOST; a body of 64 KiB at
// most. A redirect is an answer like any other.
using Fetch = std::function<base::Result<net::HttpAnswer>(
    const std::string& host, const std::string& path, base::Deadline deadline)>;

}  // namespace policy
