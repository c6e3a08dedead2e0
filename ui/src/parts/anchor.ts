// Where a popover goes: beside its anchor where there is room, else on the other side, always inside the window.

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}
interface Size {
  width: number;
  height: number;
}

const GAP = 8;

const within = (value: number, size: number, room: number) => Math.max(GAP, Math.min(value, room - size - GAP));

/** Top left corner, in CSS px of the window. */
export function place(
  anchor: Box,
  self: Size,
  room: Size,
  side: 'beside' | 'below',
  rtl = false,
): { x: number; y: number } {
  if (side === 'below') {
    const below = anchor.bottom + 4;
    const y = below + self.height + GAP <= room.height ? below : anchor.top - self.height - 4;
    // Towards the middle of the window, in both directions of writing.
    const x = anchor.left + anchor.right < room.width ? anchor.left : anchor.right - self.width;
    return { x: within(x, self.width, room.width), y: within(y, self.height, room.height) };
  }
  const after = anchor.right + 12;
  const before = anchor.left - self.width - 12;
  const fitsAfter = after + self.width + GAP <= room.width;
  const fitsBefore = before >= GAP;
  const x = rtl ? (fitsBefore ? before : after) : fitsAfter || !fitsBefore ? after : before;
  return { x: within(x, self.width, room.width), y: within(anchor.top - 24, self.height, room.height) };
}
