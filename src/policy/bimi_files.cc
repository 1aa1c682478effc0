#include "policy/bimi_files.h"

#include <fmt/format.h>

#include <optional>

#include "base/text.h"
#include "net/tls_der.h"

namespace policy {
namespace {

using base::printable;

constexpr std::string_view kScheme = "https://";
constexpr int kOk = 200;

void add(Row& row, Level level, std::string text, std::string fix) {
  row.findings.push_back({level, std::move(text), std::move(fix), {}});
}

base::Result<net::HttpAnswer> get(const Fetch& fetch, const std::string& url,
                                  base::Deadline deadline) {
  const std::string rest = url.substr(kScheme.size());
  const std::size_t slash = rest.find('/');
  const std::string path = slash == std::string::npos ? "/" : rest.substr(slash);
  return fetch(rest.substr(0, slash), path, deadline);
}

// Nothing when it is not to be had, and the row says why. `what`: "logo".
std::optional<std::string> body_of(std::string_view what, const std::string& url,
                                   const Fetch& fetch, base::Deadline deadline, Row& row) {
  const std::string fix = fmt::format("serve it at {}", printable(url));
  const auto answer = get(fetch, url, deadline);
  if (!answer) {
    add(row, Level::warn,
        fmt::format("the {} cannot be fetched: {}", what, printable(answer.error().text)), fix);
    return std::nullopt;
  }
  if (answer->status == kOk) return answer->body;
  add(row, Level::warn, fmt::format("the {}'s server answers {}", what, answer->status), fix);
  return std::nullopt;
}

void look_at_logo(const std::string& url, const Fetch& fetch, base::Deadline deadline, Row& row) {
  const auto logo = body_of("logo", url, fetch, deadline, row);
  if (!logo) return;
  row.details.push_back(
      fmt::format("logo: {} ({})", printable(url), base::show_size(logo->size())));
  if (logo->find("<svg") == std::string::npos)
    return add(row, Level::warn, "the logo is no SVG", "serve an SVG Tiny PS file");
  if (logo->find("tiny-ps") == std::string::npos)
    add(row, Level::warn, "the logo is not of the profile SVG Tiny PS, the only one that is shown",
        "export it with baseProfile=\"tiny-ps\" and version=\"1.2\"");
  if (logo->size() > kMaxBimiLogo)
    add(row, Level::hint,
        fmt::format("the logo has {}, and {} is the most that mailbox providers ask for",
                    base::show_size(logo->size()), base::show_size(kMaxBimiLogo)),
        "simplify its paths");
}

void look_at_evidence(const std::string& url, const Fetch& fetch, base::Deadline deadline,
                      Row& row) {
  const auto pem = body_of("mark certificate", url, fetch, deadline, row);
  if (!pem) return;
  const auto chain = net::read_certificates(*pem);
  if (!chain)
    return add(row, Level::warn, "what a= names holds no certificate",
               "serve the VMC or CMC as PEM, with its issuers behind it");
  row.details.push_back(fmt::format("mark certificate: {} ({} certificate{})", printable(url),
                                    chain->size(), chain->size() == 1 ? "" : "s"));
}

}  // namespace

void look_at_bimi_files(const BimiRecord& record, const Fetch& fetch, base::Deadline deadline,
                        Row& row) {
  if (!record.logo.empty()) look_at_logo(record.logo, fetch, deadline, row);
  if (!record.evidence.empty()) look_at_evidence(record.evidence, fetch, deadline, row);
}

}  // namespace policy
