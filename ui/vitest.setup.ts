import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/svelte';

// Waiting ends when the thing is there; the limit is only for a machine that builds something else beside.
configure({ asyncUtilTimeout: 10_000 });
