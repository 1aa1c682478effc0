#include "policy/mail_provider.h"

#include <algorithm>
#include <array>

#include "policy/names.h"

namespace policy {
namespace {

// `name`: of the host itself or of all below it, where that domain has no other hosts than those
// for mail. "*" stands for what is within one label: a hoster's rented machines have names of their
// own.
struct Host {
  std::string_view name, provider;
};

constexpr std::array kHosts{
    Host{"aspmx.l.google.com", "Google Workspace"},
    Host{"aspmx*.googlemail.com", "Google Workspace"},
    Host{"smtp.google.com", "Google Workspace"},
    Host{"gmail-smtp-in.l.google.com", "Gmail"},
    Host{"mail.protection.outlook.com", "Microsoft 365"},
    Host{"mx.microsoft", "Microsoft 365"},
    Host{"olc.protection.outlook.com", "Outlook.com"},
    Host{"yahoodns.net", "Yahoo"},
    Host{"mail.icloud.com", "Apple iCloud"},
    Host{"pphosted.com", "Proofpoint"},
    Host{"ppe-hosted.com", "Proofpoint Essentials"},
    Host{"mimecast.com", "Mimecast"},
    Host{"messagelabs.com", "Symantec Email Security.cloud"},
    Host{"iphmx.com", "Cisco Secure Email"},
    Host{"barracudanetworks.com", "Barracuda"},
    Host{"mailcontrol.com", "Forcepoint"},
    Host{"trendmicro.com", "Trend Micro"},
    Host{"hornetsecurity.com", "Hornetsecurity"},
    Host{"antispameurope.com", "Hornetsecurity"},
    Host{"zoho.com", "Zoho Mail"},
    Host{"zoho.eu", "Zoho Mail"},
    Host{"zoho.in", "Zoho Mail"},
    Host{"messagingengine.com", "Fastmail"},
    Host{"protonmail.ch", "Proton Mail"},
    Host{"mailbox.org", "mailbox.org"},
    Host{"posteo.de", "Posteo"},
    Host{"tutanota.de", "Tuta"},
    Host{"migadu.com", "Migadu"},
    Host{"mx.cloudflare.net", "Cloudflare Email Routing"},
    Host{"inbound-smtp.*.amazonaws.com", "Amazon SES"},
    Host{"awsapps.com", "Amazon WorkMail"},
    Host{"mailgun.org", "Mailgun"},
    Host{"sendgrid.net", "SendGrid"},
    Host{"yandex.net", "Yandex Mail"},
    Host{"yandex.ru", "Yandex Mail"},
    Host{"mail.ru", "Mail.ru"},
    Host{"qq.com", "Tencent"},
    Host{"mx*.kundenserver.de", "IONOS"},
    Host{"mx*.ionos.com", "IONOS"},
    Host{"mx*.ionos.de", "IONOS"},
    Host{"mx*.1and1.com", "IONOS"},
    Host{"mail.ovh.net", "OVHcloud"},
    Host{"mx*.ovh.net", "OVHcloud"},
    Host{"redirect.ovh.net", "OVHcloud"},
    Host{"mail.gandi.net", "Gandi"},
    Host{"mta-gw.infomaniak.ch", "Infomaniak"},
    Host{"smtp.secureserver.net", "GoDaddy"},
    Host{"mailstore1.secureserver.net", "GoDaddy"},
    Host{"smtp.*.secureserver.net", "GoDaddy"},
    Host{"mailstore1.*.secureserver.net", "GoDaddy"},
    Host{"registrar-servers.com", "Namecheap"},
    Host{"privateemail.com", "Namecheap"},
    Host{"emailsrvr.com", "Rackspace"},
    Host{"hostinger.com", "Hostinger"},
    Host{"titan.email", "Titan"},
    Host{"improvmx.com", "ImprovMX"},
    Host{"forwardemail.net", "Forward Email"},
    Host{"gmx.net", "GMX"},
    Host{"web.de", "WEB.DE"},
    Host{"t-online.de", "Deutsche Telekom"},
};

struct SpfOwner {
  std::string_view provider, record;  // the one for its customers to include
};

constexpr std::array kSpfOwners{
    SpfOwner{"Google Workspace", "_spf.google.com"},
    SpfOwner{"Microsoft 365", "spf.protection.outlook.com"},
    SpfOwner{"Apple iCloud", "icloud.com"},
    SpfOwner{"Fastmail", "spf.messagingengine.com"},
    SpfOwner{"Proton Mail", "_spf.protonmail.ch"},
    SpfOwner{"mailbox.org", "mailbox.org"},
    SpfOwner{"Tuta", "spf.tutanota.de"},
    SpfOwner{"Migadu", "spf.migadu.com"},
    SpfOwner{"Cloudflare Email Routing", "_spf.mx.cloudflare.net"},
    SpfOwner{"Yandex Mail", "_spf.yandex.net"},
    SpfOwner{"Mail.ru", "_spf.mail.ru"},
};

bool is_named(std::string_view host, std::string_view name) {
  const std::size_t star = name.find('*');
  if (star == std::string_view::npos) return is_at_or_below(host, name);
  const std::string_view begin = name.substr(0, star), end = name.substr(star + 1);
  if (host.size() < name.size() || !host.starts_with(begin) || !host.ends_with(end)) return false;
  host.remove_prefix(begin.size());
  host.remove_suffix(end.size());
  return host.find('.') == std::string_view::npos;
}

}  // namespace

std::string_view mail_provider(std::string_view host) {
  const auto found =
      std::ranges::find_if(kHosts, [&](const Host& row) { return is_named(host, row.name); });
  return found == kHosts.end() ? std::string_view() : found->provider;
}

std::string_view provider_spf(std::string_view provider) {
  const auto found = std::ranges::find(kSpfOwners, provider, &SpfOwner::provider);
  return found == kSpfOwners.end() ? std::string_view() : found->record;
}

}  // namespace policy
