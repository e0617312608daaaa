// People who take part past the pages, by the API alone.

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} round @param {string} user @returns what this person may do there */
export async function takePart(service, round, user) {
    const token = await service.tokenOf(user);
    const path = `/v1/rounds/${round}`;
    return {
        reserve: () => service.ask(`${path}/reservation`, { method: 'POST', token }),
        enter: () => service.ask(`${path}/entry`, { method: 'POST', token }),
        result: () => service.ask(`${path}/result`, { token }),
    };
}

/** Until reservations are taken. @param {string} round */
export async function untilReserving(service, round) {
    const { reserve } = await service.ask(`/v1/rounds/${round}`);
    await sleep(Math.max(0, Date.parse(reserve.from) + 300 - Date.now()));
}

/** So many who reserve and enter as soon as they may. @param {string} round @param {number} count */
export async function playWithoutPage(service, round, count) {
    const users = Array.from({ length: count }, (_, i) => `other-${i}`);
    const people = await Promise.all(users.map((user) => takePart(service, round, user)));
    const untilTaken = async (deed) => {
        const isEarly = () =>
            deed().then(
                () => false,
                (error) => / too early: /.test(error.message),
            );
        while (await isEarly()) await sleep(500);
    };
    for (const person of people) await untilTaken(person.reserve);
    for (const person of people) await untilTaken(person.enter);
}
