// A stand-in for PortOne's browser SDK: its window is the sandbox's own.
(function () {
  "use strict";
  var HOME = $home;
  var count = 0;
  var MOBILE = /Mobi|Android/i.test(navigator.userAgent);
  var CLOSED = "the customer closed the window";

  function way(request) {
    var chosen = request.windowType && request.windowType[MOBILE ? "mobile" : "pc"];
    return { IFRAME: "iframe", POPUP: "popup", REDIRECTION: "redirect" }[chosen] || (MOBILE && request.redirectUrl ? "redirect" : "iframe");
  }

  function address(kind, how, number, request) {
    var told = Object.assign({}, request, { platform: MOBILE ? "MOBILE" : "PC" });
    var asked = { kind: kind, way: how, number: number, origin: location.origin, request: told };
    return HOME + "/__portone__/pay#" + encodeURIComponent(JSON.stringify(asked));
  }

  function frame(url) {
    var made = document.createElement("iframe");
    made.src = url;
    made.title = "PortOne window (sandbox)";
    made.setAttribute("data-portone-sandbox", "");
    made.style.cssText = "position:fixed;inset:0;width:100%;height:100%;border:0;z-index:2147483647;color-scheme:light dark;background:transparent";
    document.body.appendChild(made);
    made.focus();
    return { window: made.contentWindow, close: function () { made.remove(); }, closed: function () { return !made.isConnected; } };
  }

  function popup(url) {
    var opened = window.open(url, "portone-sandbox-" + count, "popup,width=480,height=720");
    if (!opened) return null;
    return { window: opened, close: function () { opened.close(); }, closed: function () { return opened.closed; } };
  }

  function failure(type, request, code, message) {
    var told = { transactionType: type, code: code, message: message };
    ["paymentId", "identityVerificationId"].forEach(function (name) { if (request[name]) told[name] = request[name]; });
    return told;
  }

  function back(request, response, begun) {
    if (!request.forceRedirect || !request.redirectUrl || !begun) return response;
    var target = new URL(request.redirectUrl);
    Object.keys(response).forEach(function (name) { target.searchParams.set(name, response[name]); });
    location.assign(target);
    return new Promise(function () {});
  }

  function open(kind, type, request) {
    var how = way(request || {});
    var number = location.href + "#" + ++count;
    if (!request || typeof request !== "object") return Promise.resolve(failure(type, {}, "RequestParseFailed", "expected an object"));
    if (how === "redirect") {
      if (!/^https?:/.test(request.redirectUrl || "")) {
        return Promise.resolve(failure(type, request, "RequestParseFailed", "redirectUrl: expected an absolute URL of http or https, for a window that redirects"));
      }
      location.assign(address(kind, how, number, request));
      return new Promise(function () {});
    }
    return new Promise(function (resolve) {
      var view = (how === "popup" ? popup : frame)(address(kind, how, number, request));
      if (!view) {
        resolve(failure(type, request, "UnknownError", "the browser did not open the popup"));
        return;
      }
      function end(response) {
        removeEventListener("message", heard);
        clearInterval(watch);
        view.close();
        resolve(back(request, response, response.code === undefined || response.txId !== undefined || response.identityVerificationTxId !== undefined));
      }
      function heard(event) {
        if (event.source === view.window && event.origin === new URL(HOME).origin && event.data && event.data.portone === number) end(event.data.response);
      }
      var watch = setInterval(function () { if (view.closed()) end(failure(type, request, "PGProviderError", CLOSED)); }, 300);
      addEventListener("message", heard);
    });
  }

  function missing(name) {
    return function () { return Promise.reject(new Error(name + " is not in the sandbox's stand-in for the browser SDK")); };
  }

  window.PortOne = {
    requestPayment: function (request) { return open("payment", "PAYMENT", request); },
    requestIssueBillingKey: function (request) { return open("billing-key", "ISSUE_BILLING_KEY", request); },
    requestIssueBillingKeyAndPay: function (request) { return open("billing-key-and-pay", "ISSUE_BILLING_KEY_AND_PAY", request); },
    requestIdentityVerification: function (request) { return open("identity-verification", "IDENTITY_VERIFICATION", request); },
    loadPaymentUI: missing("loadPaymentUI"),
    loadIssueBillingKeyUI: missing("loadIssueBillingKeyUI"),
  };
})();
