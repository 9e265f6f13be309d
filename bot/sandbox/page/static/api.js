// The page's own small API: what is seen comes as a stream, what is done goes one after another.

/** What is the same for everybody. */
export async function workspace() {
  return (await fetch("/page/workspace")).json();
}

/** Call `show` with what a person sees, now and after every change; returned is how to stop. */
export function watch(person, show, onConnection) {
  const source = new EventSource(`/page/screen/${person}`);
  source.onmessage = ({ data }) => show(JSON.parse(data));
  source.onopen = () => onConnection(true);
  source.onerror = () => onConnection(false);
  return () => source.close();
}

let last = Promise.resolve();

/** Do something as a person, after everything done before; the answer has `notice` and `errors`. */
export function act(person, name, given = {}) {
  return queued(`/page/act/${person}/${name}`, given);
}

/** Pull a lever of whoever runs the sandbox. */
export const pull = (lever) => queued(`/page/lever/${lever}`, {});

function queued(address, given) {
  last = last.then(() => sent(address, given));
  return last;
}

async function sent(address, given) {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(given),
    });
    return { errors: {}, ...await answer.json() };
  } catch {
    return { errors: {}, notice: "The sandbox does not answer. Is it still running?" };
  }
}
