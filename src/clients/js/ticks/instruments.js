/** An instrument as the server told it. There is one of each name as long as its scales stay. */
export class Instrument {
  constructor(symbol, priceScale, sizeScale, index) {
    this.symbol = symbol;
    this.priceScale = priceScale;
    this.sizeScale = sizeScale;
    /** Its place among those of the client, from 0. */
    this.index = index;
  }
}

/** The instruments of a client: by name for as long as it lives, by the server's number within one connection. */
export class Instruments {
  #byName = new Map();
  #byRef = new Map();
  #count = 0;

  /** Takes in what a page of `subscribed` says: [ref, name, price scale, size scale]. */
  take([ref, symbol, priceScale, sizeScale]) {
    let instrument = this.#byName.get(symbol);
    if (!instrument || instrument.priceScale !== priceScale || instrument.sizeScale !== sizeScale) {
      instrument = new Instrument(symbol, priceScale, sizeScale, instrument?.index ?? this.#count++);
      this.#byName.set(symbol, instrument);
    }
    this.#byRef.set(ref, instrument);
    return instrument;
  }

  /** The numbers of one connection mean nothing on the next. */
  forgetRefs() { this.#byRef = new Map(); }

  byRef(ref) { return this.#byRef.get(ref); }
  byName(symbol) { return this.#byName.get(symbol); }
}
