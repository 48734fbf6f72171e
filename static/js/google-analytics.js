// Loads the tag of Google Analytics. The server puts this file in a page only after the visitor's consent.

const { measurementId, cookieSeconds } = document.currentScript.dataset;

window.dataLayer = window.dataLayer || [];
function gtag() {
  window.dataLayer.push(arguments); // Google's tag reads these objects, not arrays.
}
// The page before may be one of ours that a personal link opened: its address tells more than its host.
function siteBefore() {
  if (!document.referrer) return "";
  const { protocol, host } = new URL(document.referrer);
  return `${protocol}//${host}/`;
}
gtag("consent", "default", {
  ad_storage: "denied",
  ad_user_data: "denied",
  ad_personalization: "denied",
  analytics_storage: "granted",
});
gtag("js", new Date());
gtag("config", measurementId, {
  page_location: location.origin + location.pathname,
  page_referrer: siteBefore(),
  allow_google_signals: false,
  allow_ad_personalization_signals: false,
  cookie_expires: Number(cookieSeconds),
  cookie_flags: "SameSite=Lax;Secure",
});

const tag = document.createElement("script");
tag.async = true;
tag.src = `https://www.googletagmanager.com/gtag/js?id=${encodeURIComponent(measurementId)}`;
document.head.append(tag);
