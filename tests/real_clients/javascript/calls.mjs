// Calls of PortOne's own SDK. Reads {"url", "secret"} from standard input, writes one JSON list of outcomes.
import { stdin, stdout } from "node:process";
import { text } from "node:stream/consumers";
import { PortOneClient } from "@portone/server-sdk";

const { url, secret } = JSON.parse(await text(stdin));
const portone = PortOneClient({ secret, baseUrl: url });
const outcomes = [];

async function call(name, promise) {
  try {
    const value = await promise;
    outcomes.push({ name, value });
    return value;
  } catch (error) {
    outcomes.push({ name, error: { class: error.constructor.name, data: error.data, message: error.message } });
    return undefined;
  }
}

const { payment, auth, identityVerification, platform } = portone;
const card = { credential: { number: "4111111111111111", expiryYear: "30", expiryMonth: "12" } };
const amount = { total: 1000 };

await call("login", auth.loginViaApiSecret({ apiSecret: secret }));
await call("paid", payment.getPayment({ paymentId: "주문/1" }));
await call("cancelled in part", payment.cancelPayment({ paymentId: "주문/1", amount: 1000, reason: "단순 변심" }));
await call("after the cancellation", payment.getPayment({ paymentId: "주문/1" }));
await call("too much", payment.cancelPayment({ paymentId: "주문/1", amount: 10 ** 9, reason: "x" }));
await call("unknown", payment.getPayment({ paymentId: "nobody" }));
await call("listed", payment.getPayments({ page: { number: 0, size: 10 } }));
await call("listed by cursor", payment.getAllPaymentsByCursor({ size: 1 }));
await call("pre-registered", payment.preRegisterPayment({ paymentId: "order-2", totalAmount: 500, currency: "KRW" }));
const issued = await call(
  "billing key",
  payment.billingKey.issueBillingKey({ method: { card }, channelKey: "channel-key", customer: { id: "customer" } }),
);
const billingKey = issued?.billingKeyInfo.billingKey;
await call("billing key read", payment.billingKey.getBillingKeyInfo({ billingKey }));
await call(
  "paid by billing key",
  payment.payWithBillingKey({ paymentId: "order-3", billingKey, orderName: "구독", amount, currency: "KRW" }),
);
await call("read back", payment.getPayment({ paymentId: "order-3" }));
await call("billing key deleted", payment.billingKey.deleteBillingKey({ billingKey }));
await call("never begun", identityVerification.getIdentityVerification({ identityVerificationId: "iv-1" }));
await call(
  "contract made",
  platform.policy.createPlatformContract({
    id: "standard",
    name: "표준",
    platformFee: { fixedRate: 10_000 },
    settlementCycle: { lagDays: 1, datePolicy: "CALENDAR_DAY", method: { daily: {} } },
    platformFeeVatPayer: "PARTNER",
    subtractPaymentVatAmount: false,
  }),
);
await call(
  "partner made",
  platform.partner.createPlatformPartner({
    id: "orchard",
    name: "과수원",
    contact: { name: "김사과", email: "apple@example.com" },
    account: { bank: "SHINHAN", currency: "KRW", number: "110-123", holder: "홍길동" },
    defaultContractId: "standard",
    tags: ["fruit"],
    type: { nonWhtPayer: {} },
  }),
);
await call("partner", platform.partner.getPlatformPartner({ id: "orchard" }));
await call("unknown partner", platform.partner.getPlatformPartner({ id: "nobody" }));
await call("wrong secret", PortOneClient({ secret: "", baseUrl: url }).payment.getPayment({ paymentId: "주문/1" }));

stdout.write(JSON.stringify(outcomes));
