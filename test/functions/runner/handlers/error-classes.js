// Errors of one's own, which say at the end what is to be done.
class ApiError extends Error {
  constructor(status, body) {
    super(`${status}: ${body}`);
    this.name = this.constructor.name;
    this.status = status;
  }
  get isTransient() {
    return this.status === 429 || this.status >= 500;
  }
}
class Client {
  #base;
  static of = (settings) => new Client(settings.base);
  constructor(base) {
    this.#base = base;
  }
  async post(path, body) {
    const response = await fetch(new URL(path, this.#base).href, { method: 'POST', body: JSON.stringify(body) });
    if (response.ok) return response.json();
    throw new ApiError(response.status, await response.text());
  }
}
async function onTrack(event, settings) {
  try {
    await Client.of(settings).post('/events', { name: event.event });
  } catch (error) {
    if (error instanceof ApiError && error.isTransient) throw new RetryError(error.message);
    if (error instanceof ApiError) throw new ValidationError(`${error.name} ${error.message}`);
    throw error;
  } finally {
    console.info('done');
  }
}
