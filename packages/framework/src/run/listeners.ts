/** Hears of an event; a promise is waited for, an error ends what caused the event. */
export type Listener<T> = (event: T) => void | Promise<void>;

/** Who wants to hear of which event. */
export class Listeners<Events extends object> {
  readonly #listeners: { [E in keyof Events]?: Set<{ readonly listener: Listener<Events[E]> }> } = {};

  /** @returns ends the subscription */
  on<E extends keyof Events>(event: E, listener: Listener<Events[E]>): () => void {
    const subscription = { listener };
    const subscriptions = this.#listeners[event] ?? new Set();
    this.#listeners[event] = subscriptions;
    subscriptions.add(subscription);
    return () => {
      subscriptions.delete(subscription);
    };
  }

  /** Tells everybody, one after the other in the order of subscription. */
  async tell<E extends keyof Events>(event: E, value: Events[E]): Promise<void> {
    for (const { listener } of [...(this.#listeners[event] ?? [])]) await listener(value);
  }
}
