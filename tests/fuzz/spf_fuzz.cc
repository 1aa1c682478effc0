#include <cstddef>
#include <cstdint>
#include <string_view>

#include "dns/fake_resolver.h"
#include "policy/spf_check.h"
#include "policy/spf_record.h"
#include "policy/spf_walk.h"

// The input is the record, the explanation and what the record includes; it must end, with some
// result, whoever sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  (void)policy::parse_spf(text);
  dns::FakeResolver dns;
  dns.txt("example.com", text).txt("why.example.com", text).txt("in.example.com", text);
  dns.mx("example.com", 10, "mx.example.com").address("mx.example.com", "192.0.2.25");
  const auto deadline = base::Deadline::never();
  (void)policy::walk_spf(dns, "example.com", {policy::MailRule::mx}, deadline);
  for (const char* ip : {"192.0.2.1", "2001:db8::1"})
    (void)policy::check_spf(dns,
                            policy::spf_mail_from(net::IpAddress::parse(ip).value(),
                                                  "a.b-c@example.com", "mx.example.net"),
                            {}, deadline);
  return 0;
}
