/** What every page has: keys, popovers, printing, and an answer sentence that fits its line. */

import { watchAnswers } from "./lib/answer";
import { listenToKeys } from "./lib/keys";
import { closePopovers } from "./lib/popovers";
import { offerPrinting } from "./lib/print";

watchAnswers();
listenToKeys();
offerPrinting();
document.addEventListener("click", (event) => closePopovers(event.target as Node));
