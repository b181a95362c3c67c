import { useWindow, WINDOW_NAMES } from "../store/hooks";
import { pushQuery } from "../store/location";

/** How much time charts and numbers look back over; it stands in the address. */
export function WindowChoice() {
    const { name } = useWindow();
    return (
        <fieldset className="chips plain">
            <legend className="visually-hidden">Window of charts</legend>
            {WINDOW_NAMES.map((each) => (
                <button
                    key={each}
                    type="button"
                    aria-pressed={each === name}
                    onClick={() => pushQuery({ w: each === "5m" ? null : each })}
                >
                    {each}
                </button>
            ))}
        </fieldset>
    );
}
