/** Shows the token to the node once, for a session's cookie, and opens what was asked for. */
const form = document.querySelector("form");
const token = document.querySelector("#token");
const problem = document.querySelector("#problem");

form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
        const answer = await fetch("/admin/session", {
            method: "POST",
            headers: { authorization: `Bearer ${token.value.trim()}` },
        });
        if (answer.ok) {
            window.location.reload();
        } else if (answer.status === 401) {
            problem.textContent = "This is not the node's token.";
        } else {
            problem.textContent = `The node answered ${answer.status}. Try again.`;
        }
    } catch {
        problem.textContent = "The node does not answer. Try again.";
    }
});
